/** Our rows against what Suricata's own tests expect of public captures. */
@NullMarked
package org.flowbeam.oracle.suricata;

import org.jspecify.annotations.NullMarked;
