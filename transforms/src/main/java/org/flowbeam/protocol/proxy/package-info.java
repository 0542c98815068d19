/** The header that proxies send before a connection that they pass on. */
@NullMarked
package org.flowbeam.protocol.proxy;

import org.jspecify.annotations.NullMarked;
