package io.bush.examples.desk.model;

/**
 * Who works at the desk.
 *
 * @param id the user id
 * @param name what others see
 */
public record Self(String id, String name) {}
