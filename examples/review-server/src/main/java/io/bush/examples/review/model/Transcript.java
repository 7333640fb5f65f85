package io.bush.examples.review.model;

/**
 * What a subtitle file says about the file beside it.
 *
 * @param fileId the file that is spoken in
 * @param language BCP 47, {@code und} when nobody said
 * @param wordCount words in all cues
 * @param sourceFileId the subtitle file
 */
public record Transcript(String fileId, String language, int wordCount, String sourceFileId) {}
