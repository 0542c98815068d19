/**
 * A protocol made up for tests of joins, shaped like FTP: {@code SEND name address port} announces
 * that a file will come to that endpoint, through a connection of its own and of any content.
 *
 * <p>Two stages write its rows. The first, by endpoint, finds the flow of each announcement; the
 * second, by name, finds out how often a file was sent. Rows need a table that the sweep knows, so
 * they borrow {@code http}: method is SEND, uri the name, host the endpoint, user_agent the flow id
 * of the transfer, referrer that of the first transfer of that name, trans_depth the how manieth.
 */
@NullMarked
package org.flowbeam.pipeline.courier;

import org.jspecify.annotations.NullMarked;
