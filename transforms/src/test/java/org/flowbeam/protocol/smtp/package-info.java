@NullMarked
package org.flowbeam.protocol.smtp;

import org.jspecify.annotations.NullMarked;
