package io.twinbeam.pipelines.report;

import java.util.Arrays;
import java.util.Optional;

/** What diagnostics measure, in the order of the page. */
enum DiagnosticKind {
  RELIABLE(
      "reliable",
      "Share of reliable voxels",
      "Of the unlabelled voxels with a pseudo-label of the class, the share that the filter keeps."),
  RAMP(
      "ramp",
      "Weight of the terms on unlabelled patches",
      "Share of their full weight that these terms have, as the ramp of the objective sets it."),
  KL_WEIGHT(
      "klWeight",
      "Weight of pseudo-labels by divergence",
      "Mean over voxels of exp(\u2212KL) of the other network\u2019s prediction from this one\u2019s: what"
          + " the cross term weighs the other\u2019s pseudo-labels by. 1 where both say the same."),
  AGREEMENT(
      "agreement",
      "Agreement of both networks",
      "Dice overlap of both networks\u2019 predictions of the class. Near 1 they teach each other"
          + " nothing new."),
  ENTROPY(
      "entropy",
      "Entropy (nats)",
      "Mean over voxels of each network\u2019s uncertainty; 0 is certain."),
  FOREGROUND(
      "foreground",
      "Share of foreground",
      "Share of voxels that each network predicts as foreground, and that the labels have. A"
          + " network near 0 has collapsed."),
  SHARE(
      "share",
      "Share of each class",
      "Share of voxels that each network predicts as the class, and that the labels have."),
  VALIDATION_DICE(
      "validationDice",
      "Dice of validation cases",
      "Mean over cases and foreground classes after each segment, of both networks together. A run"
          + " ends with the checkpoint that has its best."),
  PSEUDO_LABEL_DICE(
      "pseudoLabelDice",
      "Dice of pseudo-labels",
      "Dice overlap of pseudo-labels with the hidden labels of unlabelled cases, which training"
          + " never sees."),
  KEPT_ACCURACY(
      "keptAccuracy",
      "Accuracy of kept pseudo-labels",
      "Of the kept voxels with a pseudo-label of the class, the share whose hidden label agrees."),
  GRADIENT(
      "gradient",
      "Gradient norm of each term",
      "Norm of the gradient of each weighted term at a network: how hard the term pulls."),
  OTHER("", "Other diagnostics", "As training.csv names them.");

  private final String key;
  private final String title;
  private final String meaning;

  DiagnosticKind(String key, String title, String meaning) {
    this.key = key;
    this.title = title;
    this.meaning = meaning;
  }

  /** The kind of that name in training.csv, if it is known. */
  static Optional<DiagnosticKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
  }

  String title() {
    return title;
  }

  /** What the values are, for a reader. */
  String meaning() {
    return meaning;
  }
}
