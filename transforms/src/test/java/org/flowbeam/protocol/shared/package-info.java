@NullMarked
package org.flowbeam.protocol.shared;

import org.jspecify.annotations.NullMarked;
