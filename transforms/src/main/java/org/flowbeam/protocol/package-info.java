/**
 * What a protocol is to Flowbeam: a probe, a parser, tables. One sub-package per protocol. Plain
 * sequential code, no Beam.
 */
@NullMarked
package org.flowbeam.protocol;

import org.jspecify.annotations.NullMarked;
