package io.bush.examples.dialects.tomcat;

import io.bush.examples.dialects.ConformanceCases;
import io.bush.examples.dialects.ends.Container;

class TomcatConformanceTest extends ConformanceCases {

    @Override
    protected Container.Kind container() {
        return TomcatContainer::start;
    }
}
