package io.twinbeam.model.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinbeam.model.volume.GridShape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps under their registered names. Optional settings are left to the mapper's own module. */
final class RecipeJsonTest {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private static void assertReadsAs(String json, Recipe recipe) throws JsonProcessingException {
    assertEquals(MAPPER.readTree(json), MAPPER.readTree(MAPPER.writeValueAsString(recipe)));
    assertEquals(recipe, MAPPER.readValue(json, Recipe.class));
  }

  @Test
  void aStepIsItsNameWithItsSettings() throws JsonProcessingException {
    assertReadsAs(
        """
        {"steps": [
          {"reorient": {}},
          {"resample": {"spacing": [1.0, 0.5, 2.0], "image": "cubic", "label": "anti-aliased"}},
          {"crop-to-label": {"margin": [1, 2, 3]}},
          {"fixed-size": {"shape": "112x112x80", "outside": -1.0}}]}
        """,
        Recipe.of(
            new ReorientStep(),
            new ResampleStep(
                List.of(1.0, 0.5, 2.0), Interpolation.CUBIC, LabelInterpolation.ANTI_ALIASED),
            new CropToLabelStep(List.of(1, 2, 3)),
            new FixedSizeStep(new GridShape(112, 112, 80), -1)));
  }

  @Test
  void aNameThatIsNotRegisteredIsRefused() {
    JsonMappingException refused =
        assertThrows(
            JsonMappingException.class,
            () -> MAPPER.readValue("{\"steps\": [{\"sharpen\": {}}]}", Recipe.class));
    assertTrue(refused.getMessage().contains("step 'sharpen' must be one of reorient"));
  }
}
