using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

public sealed class SweepTableTests
{
    [Test]
    public void A_table_of_evaluations_is_sorted_by_a_metric_the_best_first()
    {
        Sequential[] networks = [Constant(1, 0), Constant(0, 1), Constant(0, 9)];
        Tensor inputs = Tensor.Ones([4, 2]);
        var data = new TensorDataset(inputs, Tensor.From([1L, 1, 1, 0]));
        SweepResult<int, Evaluation> table = Sweep.Run([0, 1, 2], i =>
            new Trainer(networks[i], new CrossEntropyLoss(), new Sgd(networks[i].Parameters(), 0.1))
            {
                Metrics = [Metric.Accuracy, Metric.LogLoss],
            }.Evaluate(new DataLoader(data, 4)));
        table.SortedBy(Metric.Accuracy).Select(row => row.Option).ShouldBe([1, 2, 0]);
        table.SortedBy(Metric.LogLoss).Select(row => row.Option).ShouldBe([1, 0, 2]);
        Should.Throw<ArgumentException>(() => table.SortedBy(Metric.MacroF1)).Message.ShouldContain("macro F1 was not measured");

        static Sequential Constant(float first, float second)
        {
            var layer = new Linear(2, 2);
            layer.Weight.Value.SetItem(0);
            Tensor.From([first, second]).AsSpan<float>().CopyTo(layer.Bias!.Value.AsWritableSpan<float>());
            return new(layer);
        }
    }
}
