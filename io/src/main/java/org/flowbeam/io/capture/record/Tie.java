package org.flowbeam.io.capture.record;

import java.io.Serializable;

/** The tie index of the last record that has this time. */
public record Tie(long timeNanos, int index) implements Serializable {}
