// nanobind's own library, which every nanobind module is linked with.
#include <nb_combined.cpp>
