package io.twinbeam.model.objective;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The terms that an objective can name. */
public final class Terms {

  private static final Map<String, TermKind> KINDS =
      byName(
          CrossEntropyTerm.KIND,
          DiceTerm.KIND,
          RectificationTerm.KIND,
          FilteredTerm.KIND,
          FilteredDiceTerm.KIND,
          CrossTerm.KIND,
          PrototypeTerm.KIND,
          CosineTerm.KIND,
          ConsistencyTerm.KIND,
          UncertaintyConsistencyTerm.KIND,
          MutualTerm.KIND,
          WinnerTerm.KIND,
          MixedTerm.KIND);

  private Terms() {}

  /** Every name, in the order of registration. */
  public static Collection<String> names() {
    return KINDS.keySet();
  }

  /** The settings that the term declares besides weight and ramped, with defaults and ranges. */
  public static List<Setting> settings(String name) {
    return kind(name).settings();
  }

  /** Whether the term reads {@code input}; false for a name that is not registered. */
  static boolean reads(String name, Input input) {
    return KINDS.containsKey(name) && kind(name).reads().contains(input);
  }

  static TermKind kind(String name) {
    TermKind kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "term '" + name + "' must be one of " + String.join(", ", names()));
    }
    return kind;
  }

  private static Map<String, TermKind> byName(TermKind... kinds) {
    Map<String, TermKind> named = new LinkedHashMap<>();
    for (TermKind kind : kinds) {
      named.put(kind.name(), kind);
    }
    return Collections.unmodifiableMap(named);
  }
}
