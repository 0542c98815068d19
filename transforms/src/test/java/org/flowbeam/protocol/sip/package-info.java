@NullMarked
package org.flowbeam.protocol.sip;

import org.jspecify.annotations.NullMarked;
