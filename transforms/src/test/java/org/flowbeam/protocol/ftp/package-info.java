@NullMarked
package org.flowbeam.protocol.ftp;

import org.jspecify.annotations.NullMarked;
