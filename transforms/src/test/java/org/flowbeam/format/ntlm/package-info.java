@NullMarked
package org.flowbeam.format.ntlm;

import org.jspecify.annotations.NullMarked;
