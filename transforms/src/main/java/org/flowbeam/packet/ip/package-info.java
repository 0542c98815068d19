/** IP, its extension headers, and the transport headers behind them. */
@NullMarked
package org.flowbeam.packet.ip;

import org.jspecify.annotations.NullMarked;
