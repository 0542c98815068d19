@NullMarked
package org.flowbeam.protocol.mail;

import org.jspecify.annotations.NullMarked;
