/** NTLM messages (MS-NLMP), which many protocols carry. */
@NullMarked
package org.flowbeam.format.ntlm;

import org.jspecify.annotations.NullMarked;
