/** Rows that several protocols write: files and credentials. */
@NullMarked
package org.flowbeam.protocol.shared;

import org.jspecify.annotations.NullMarked;
