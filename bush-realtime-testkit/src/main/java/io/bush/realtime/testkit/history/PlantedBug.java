package io.bush.realtime.testkit.history;

/**
 * A bug that has to be found.
 *
 * <p>Thread safety: immutable.
 */
public interface PlantedBug {

    /**
     * What it is called.
     *
     * @return unique
     */
    String name();

    /**
     * In which class it is planted.
     *
     * @return the full name
     */
    String type();

    /**
     * How the class is changed.
     *
     * @return the plant
     */
    Plant plant();
}
