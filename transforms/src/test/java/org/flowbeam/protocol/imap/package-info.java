@NullMarked
package org.flowbeam.protocol.imap;

import org.jspecify.annotations.NullMarked;
