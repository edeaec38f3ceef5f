// The program of image_duet.cpp in dlib.
#include <cstdio>
#include <vector>

#include <dlib/dnn.h>

using namespace dlib;

template <long Channels, class Below>
using Block = max_pool<2, 2, 2, 2, relu<con<Channels, 5, 5, 1, 1, Below>>>;
using Image = loss_multiclass_log<fc<10, dropout<relu<fc<256, Block<64, Block<32, input<matrix<float>>>>>>>>>;

int main() {
    const std::vector<matrix<float>> pictures(128, zeros_matrix<float>(28, 28));
    const std::vector<unsigned long> labels(128);
    Image net;
    dnn_trainer<Image, adam> trainer(net);
    trainer.set_learning_rate(1e-3);
    trainer.train_one_step(pictures, labels);
    const double loss = trainer.get_average_loss();
    trainer.get_net();
    std::printf("%.4f %lu\n", loss, net(pictures[0]));
}
