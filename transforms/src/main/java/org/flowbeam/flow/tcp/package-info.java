/** One TCP connection as its headers show it: states, history, holes, its handshake. */
@NullMarked
package org.flowbeam.flow.tcp;

import org.jspecify.annotations.NullMarked;
