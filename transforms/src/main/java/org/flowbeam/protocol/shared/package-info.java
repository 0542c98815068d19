/** What several protocols share: rows of files and credentials, commands that wait for replies. */
@NullMarked
package org.flowbeam.protocol.shared;

import org.jspecify.annotations.NullMarked;
