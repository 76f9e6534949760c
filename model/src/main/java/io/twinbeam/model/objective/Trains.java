package io.twinbeam.model.objective;

/** Which networks the gradient of a term reaches. */
enum Trains {
  /** One value for each network, which reaches that network alone. */
  EACH,
  /** One value, which reaches both networks. */
  BOTH
}
