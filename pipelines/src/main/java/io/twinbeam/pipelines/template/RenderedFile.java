package io.twinbeam.pipelines.template;

/**
 * A file that launches a template, or is part of that.
 *
 * @param name of the file, without a folder
 * @param content its text
 * @param script whether a shell runs it
 */
public record RenderedFile(String name, String content, boolean script) {}
