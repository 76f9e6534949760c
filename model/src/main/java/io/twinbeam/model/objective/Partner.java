package io.twinbeam.model.objective;

/** What network B is to network A. */
public enum Partner {
  /** A second network with weights of its own; terms train both. */
  TRAINED("trained"),
  /** A second decoder on A's encoder, with weights of its own; terms train both. */
  SECOND_DECODER("second-decoder"),
  /**
   * A moving average of A's weights. It receives no gradient, whatever the terms, and a term that
   * trains each network trains A alone.
   */
  TEACHER("teacher");

  private final String id;

  Partner(String id) {
    this.id = id;
  }

  /** The name in files. */
  public String id() {
    return id;
  }

  /** Whether B is trained as well. */
  public boolean isTrained() {
    return this != TEACHER;
  }
}
