/** The same tests on Tomcat, in a process without Jetty. */
@NullMarked
package io.bush.examples.dialects.tomcat;

import org.jspecify.annotations.NullMarked;
