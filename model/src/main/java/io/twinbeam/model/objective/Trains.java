package io.twinbeam.model.objective;

/** Which networks the gradient of a term reaches. Beside a teacher it is A alone in any case. */
enum Trains {
  /** One value for each network, which reaches that network alone. */
  EACH,
  /** One value, which reaches both networks. */
  BOTH,
  /** One value, which reaches A alone. */
  A
}
