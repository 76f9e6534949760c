package io.twinbeam.pipelines.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a misspelt name was probably meant to be. */
public final class Spelling {

  private static final int MOST_EDITS = 3;
  private static final int FAR = Integer.MAX_VALUE;

  private Spelling() {}

  /**
   * The name nearest to {@code word}, case aside, where at most three edits and half of its letters
   * lie between; the first of equally near ones.
   */
  public static Optional<String> closest(String word, Collection<String> names) {
    return names.stream()
        .filter(name -> edits(word, name) <= name.length() / 2)
        .min(Comparator.comparingInt(name -> edits(word, name)));
  }

  private static int edits(String word, String name) {
    int edits =
        new LevenshteinDistance(MOST_EDITS)
            .apply(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    return edits < 0 ? FAR : edits;
  }
}
