package org.flowbeam.io.capture.record;

import java.io.Serializable;

/**
 * What holds for the records of a capture from some place on, so that a slice can begin there. Each
 * format has its own.
 */
public interface Section extends Serializable {}
