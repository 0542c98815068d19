/** Options of the command line: how one is declared, and how its text becomes a value. No Beam. */
@NullMarked
package org.flowbeam.options;

import org.jspecify.annotations.NullMarked;
