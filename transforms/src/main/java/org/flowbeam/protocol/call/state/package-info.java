/** What the messages of one Call-ID say: a function of their set, in bounded memory. */
@NullMarked
package org.flowbeam.protocol.call.state;

import org.jspecify.annotations.NullMarked;
