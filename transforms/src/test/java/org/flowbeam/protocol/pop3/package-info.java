@NullMarked
package org.flowbeam.protocol.pop3;

import org.jspecify.annotations.NullMarked;
