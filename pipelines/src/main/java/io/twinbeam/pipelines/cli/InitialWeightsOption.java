package io.twinbeam.pipelines.cli;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code a=FILE,b=FILE}; a bare {@code FILE} is network a's. */
final class InitialWeightsOption {

  static final String NAME = "--initialWeights";

  private static final List<String> NETWORKS = List.of("a", "b");

  // A comma or an equals sign may stand in the name of a file.
  private static final Pattern BETWEEN = Pattern.compile(",(?=[A-Za-z0-9]+=)");
  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9]+)=(.*)");

  private InitialWeightsOption() {}

  /**
   * The file of each network that {@code text} names.
   *
   * @param problems takes whatever is wrong
   */
  static SortedMap<String, String> parse(String text, List<String> problems) {
    SortedMap<String, String> files = new TreeMap<>();
    for (String part : BETWEEN.split(text, -1)) {
      Matcher named = NAMED.matcher(part);
      String network = named.matches() ? named.group(1) : "a";
      String file = named.matches() ? named.group(2) : part;
      if (!NETWORKS.contains(network)) {
        problems.add(
            NAME + ": the network must be a or b, is " + network + "; write a=FILE,b=FILE");
      } else if (file.isBlank()) {
        problems.add(NAME + ": network " + network + " has no file; write " + network + "=FILE");
      } else if (files.putIfAbsent(network, file) != null) {
        problems.add(NAME + ": network " + network + " is given twice; keep one");
      }
    }
    return files;
  }
}
