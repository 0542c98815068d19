package org.flowbeam.protocol;

import java.io.Serializable;

/**
 * What users choose about sessions.
 *
 * @param bodies what happens to HTTP bodies
 * @param maxBodyBytes larger bodies are not stored
 * @param keepSecrets whether passwords and the like go into rows
 * @param dnsTunnelThreshold a domain of this score or more is an anomaly
 */
public record SessionOptions(
    Bodies bodies, long maxBodyBytes, boolean keepSecrets, double dnsTunnelThreshold)
    implements Serializable {

  /** What happens to bodies. */
  public enum Bodies {
    NONE,
    HASH,
    STORE
  }

  public static SessionOptions defaults() {
    return new SessionOptions(Bodies.HASH, 64L << 20, false, 0.7);
  }
}
