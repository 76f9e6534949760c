package io.twinbeam.model.recipe;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;

/** Lets JSON call steps by the names they are registered under. */
final class StepNames extends TypeIdResolverBase {

  @Override
  public String idFromValue(Object step) {
    return Steps.nameOf((RecipeStep) step);
  }

  @Override
  public String idFromValueAndType(Object step, Class<?> type) {
    return idFromValue(step);
  }

  @Override
  public JavaType typeFromId(DatabindContext context, String name) {
    return context.constructType(Steps.kind(name).type());
  }

  @Override
  public JsonTypeInfo.Id getMechanism() {
    return JsonTypeInfo.Id.CUSTOM;
  }
}
