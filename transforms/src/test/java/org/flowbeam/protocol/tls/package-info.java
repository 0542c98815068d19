@NullMarked
package org.flowbeam.protocol.tls;

import org.jspecify.annotations.NullMarked;
