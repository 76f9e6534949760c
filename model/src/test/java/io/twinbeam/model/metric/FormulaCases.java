package io.twinbeam.model.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the cases of the metrics fixture that are given by formula. A formula names its parts with
 * "result ..." and "reference ...", and may lean on another case: "as NAME", "the same, result and
 * reference exchanged", "both the reference of NAME", "plus voxel (x,y,z) in the result".
 */
final class FormulaCases {

  private static final Pattern OTHER = Pattern.compile("^as (\\w+)(?:,|$)");
  private static final Pattern SIDE_OF =
      Pattern.compile("(?:as )?the (result|reference) of (\\w+)");
  private static final Pattern SIDE_AS = Pattern.compile("as in (\\w+)");
  private static final Pattern PLUS =
      Pattern.compile("plus (voxels? .*?) in the (result|reference)");
  private static final Pattern VOXEL =
      Pattern.compile("\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");

  private final JsonNode cases;

  FormulaCases(JsonNode cases) {
    this.cases = cases;
  }

  FixtureCase build(String name) {
    JsonNode node = cases.required(name);
    GridShape shape = FixtureCase.gridOf(node).shape();
    return FixtureCase.of(node, side(name, "result", shape), side(name, "reference", shape));
  }

  /** One object of a case, on {@code shape}: a case that leans on another keeps its own shape. */
  private boolean[] side(String name, String side, GridShape shape) {
    String formula = cases.required(name).required("formula").asText();
    Matcher other = OTHER.matcher(formula);
    if (formula.startsWith("the same")) {
      if (!formula.contains("exchanged")) {
        throw new IllegalArgumentException("unknown form: " + formula);
      }
      String opposite = side.equals("result") ? "reference" : "result";
      return side(caseBefore(name), opposite, shape);
    }
    if (other.find()) {
      return withExtraVoxels(formula, side, shape, side(other.group(1), side, shape));
    }
    if (formula.startsWith("both ")) {
      return described(formula.substring("both ".length()), side, shape);
    }
    for (String part : formula.split(";", -1)) {
      if (part.trim().startsWith(side + " ")) {
        return described(part.trim().substring(side.length() + 1), side, shape);
      }
    }
    throw new IllegalArgumentException(name + ": no " + side + " in '" + formula + "'");
  }

  private boolean[] described(String text, String side, GridShape shape) {
    Matcher sideOf = SIDE_OF.matcher(text);
    Matcher sideAs = SIDE_AS.matcher(text);
    if (text.equals("empty")) {
      return new boolean[(int) shape.voxels()];
    }
    if (sideOf.matches()) {
      return side(sideOf.group(2), sideOf.group(1), shape);
    }
    if (sideAs.matches()) {
      return side(sideAs.group(1), side, shape);
    }
    if (text.startsWith("voxel")) {
      return withVoxels(text, shape, new boolean[(int) shape.voxels()]);
    }
    return evaluate(Formula.parse(text), shape);
  }

  private static boolean[] evaluate(Formula.Condition condition, GridShape shape) {
    boolean[] inside = new boolean[(int) shape.voxels()];
    for (int x = 0; x < shape.x(); x++) {
      for (int y = 0; y < shape.y(); y++) {
        for (int z = 0; z < shape.z(); z++) {
          inside[shape.index(x, y, z)] = condition.holds(x, y, z);
        }
      }
    }
    return inside;
  }

  private static boolean[] withExtraVoxels(
      String formula, String side, GridShape shape, boolean[] inside) {
    Matcher plus = PLUS.matcher(formula);
    if (formula.contains("plus") && !plus.find()) {
      throw new IllegalArgumentException("unknown form: " + formula);
    }
    return formula.contains("plus") && plus.group(2).equals(side)
        ? withVoxels(plus.group(1), shape, inside)
        : inside;
  }

  private static boolean[] withVoxels(String text, GridShape shape, boolean[] inside) {
    Matcher voxel = VOXEL.matcher(text);
    while (voxel.find()) {
      int x = Integer.parseInt(voxel.group(1));
      int y = Integer.parseInt(voxel.group(2));
      int z = Integer.parseInt(voxel.group(3));
      inside[shape.index(x, y, z)] = true;
    }
    return inside;
  }

  private String caseBefore(String name) {
    String before = null;
    for (Iterator<String> names = cases.fieldNames(); names.hasNext(); ) {
      String candidate = names.next();
      if (candidate.equals(name) && before != null) {
        return before;
      }
      before = candidate;
    }
    throw new IllegalArgumentException(name + ": 'the same' needs a case before it");
  }
}
