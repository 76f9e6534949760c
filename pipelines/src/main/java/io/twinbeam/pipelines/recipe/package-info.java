/** Recipe files: the ones that come along, by name, and anyone's own, by path. */
package io.twinbeam.pipelines.recipe;
