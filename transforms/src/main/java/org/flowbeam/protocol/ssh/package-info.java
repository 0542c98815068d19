/**
 * SSH (RFC 4253) and SSH 1.5: {@link Side} reads what each side says in clear, {@link KexInit} and
 * {@link HostKeys} what they offer, {@link LoginInference} guesses from lengths how it went on.
 */
@NullMarked
package org.flowbeam.protocol.ssh;

import org.jspecify.annotations.NullMarked;
