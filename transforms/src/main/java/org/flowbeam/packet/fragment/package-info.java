/** Datagrams in pieces, put together again. */
@NullMarked
package org.flowbeam.packet.fragment;

import org.jspecify.annotations.NullMarked;
