/** Files by their location, on this machine or in a store. */
@NullMarked
package org.flowbeam.io.storage;

import org.jspecify.annotations.NullMarked;
