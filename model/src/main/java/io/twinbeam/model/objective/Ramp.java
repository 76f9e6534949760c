package io.twinbeam.model.objective;

/**
 * The factor r(i) on ramped terms: 0 during the warm-up, then exp(-5 (1 - t)^2) with t going from 0
 * to 1 over the ramp's length, then 1 (Laine and Aila, Temporal Ensembling, ICLR 2017).
 *
 * @param warmUpSteps steps before the ramp, need not be whole
 * @param lengthSteps steps over which it rises, need not be whole; 0 for all at once
 */
record Ramp(double warmUpSteps, double lengthSteps) {

  static Ramp of(ObjectiveSettings settings, long totalSteps) {
    return new Ramp(settings.warmUp() * totalSteps, settings.rampLength() * totalSteps);
  }

  /** The factor at a step counted from 0. */
  double at(long step) {
    if (step < warmUpSteps) {
      return 0;
    }
    double risen = lengthSteps == 0 ? 1 : Math.min((step - warmUpSteps) / lengthSteps, 1);
    return StrictMath.exp(-5 * (1 - risen) * (1 - risen));
  }
}
