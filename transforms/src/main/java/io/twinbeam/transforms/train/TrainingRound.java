package io.twinbeam.transforms.train;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.training.RunSettings;

/**
 * Which of a run's rounds is trained. The first learns from experts' labels; each later one from
 * the accepted pseudo-labels of the round before as well.
 *
 * @param number from 1
 * @param of how many there are
 * @param pseudoLabelledShare the share of labelled patches that are cut from pseudo-labelled cases,
 *     0 to 1
 * @param continued whether a later round starts from the weights of the one before; else it starts
 *     as the first one did
 */
public record TrainingRound(int number, int of, double pseudoLabelledShare, boolean continued) {

  /** The only round. */
  public static final TrainingRound ONLY = new TrainingRound(1, 1, 0, false);

  public TrainingRound {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException(
          "a round must be from 1 to the number of rounds, " + of + ", is " + number);
    }
  }

  boolean isFirst() {
    return number == 1;
  }

  boolean isLast() {
    return number == of;
  }

  /** Whether its weights follow from those of the round before. */
  boolean startsFromTeacher() {
    return continued && !isFirst();
  }

  /**
   * The settings of a run in this round: later ones draw other initial weights, patches and
   * dropout, so that they do not repeat the first one's luck.
   */
  RunSettings settings(RunSettings ofRun) {
    return isFirst()
        ? ofRun
        : new RunSettings(
            CounterRandom.of(ofRun.seed(), "round", number).nextLong() & Long.MAX_VALUE,
            ofRun.networkA(),
            ofRun.networkB(),
            ofRun.method(),
            ofRun.training());
  }

  /** How files that show this round's training are named: later rounds have their own. */
  public String trackName(String runId) {
    return isFirst() ? runId : runId + "-round-" + number;
  }

  /** The run whose {@link #trackName} in some round is {@code trackName}. */
  public static String runOf(String trackName) {
    return trackName.replaceFirst("-round-[0-9]+$", "");
  }

  /** Steps of earlier rounds, with {@code steps} each; the log counts on from there. */
  public long stepsBefore(long steps) {
    return (number - 1) * steps;
  }
}
