using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

public sealed class ScheduleExamples
{
    [Test]
    public void A_schedule_moves_the_rate()
    {
        Tensor x = OpSamples.Spread([16, 3], DType.Float32), y = x.Sum(1, keepDims: true);
        var model = new Linear(3, 1);
        var optimizer = new Adam(model.Parameters());
        double before = model.Forward(x).MseLoss(y).Item();

        Schedule rate = Schedule.Cosine(from: 1e-2, to: 1e-4, steps: 190).WarmUp(10);
        for (int step = 0; step < 200; step++)
        {
            optimizer.LearningRate = rate.At(step);
            using var tape = new Tape();
            Tensor error = model.Forward(x).MseLoss(y);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        }

        model.Forward(x).MseLoss(y).Item().ShouldBeLessThan(before / 2);
        rate.At(10).ShouldBe(1e-2);
    }

    [Test]
    public void Schedules_are_combined_and_anneal_any_number()
    {
        var softmax = new Softmax(0);
        var dropout = new Dropout(0.5);

        Schedule rate = Schedule.Constant(0.1).Then(Schedule.Linear(0.1, 0, steps: 50), at: 150);
        Schedule beta = Schedule.Geometric(1, 16, steps: 200);            // of a softmax, from soft to hard
        Schedule own = new(step => 0.1 / Math.Sqrt(1 + step));

        softmax.Beta = beta.At(100);                                      // 4
        dropout.P = 0.5 * rate.At(175);                                   // 0.025

        softmax.Beta.ShouldBe(4, 1e-12);
        dropout.P.ShouldBe(0.025, 1e-12);
        (rate.At(149), rate.At(150), rate.At(200), own.At(3)).ShouldBe((0.1, 0.1, 0, 0.05));
    }

    [Test]
    public void A_cycle_moves_rate_and_momentum()
    {
        var optimizer = new Sgd(new Linear(2, 2).Parameters(), 0.1, momentum: 0.9);
        List<(double, double)> settings = [];

        Schedule rate = Schedule.OneCycle(peak: 0.1, steps: 200);
        Schedule momentum = Schedule.OneCycle(peak: 0.85, steps: 200, start: 0.95, end: 0.95);
        for (int step = 0; step < 200; step++)
        {
            optimizer.LearningRate = rate.At(step);
            optimizer.Momentum = momentum.At(step);                       // of Adam it is Beta1
            Train();
        }

        settings[59].ShouldBe((0.1, 0.85));

        void Train() => settings.Add((optimizer.LearningRate, optimizer.Momentum));
    }

    [Test]
    public void A_rate_falls_on_a_plateau()
    {
        var optimizer = new Sgd(new Linear(2, 2).Parameters(), 0.1);

        var plateau = new ReduceOnPlateau(optimizer.LearningRate, factor: 0.5, patience: 3);
        for (int epoch = 0; epoch < 20; epoch++)
        {
            Train();
            optimizer.LearningRate = plateau.Step(Validate());
        }

        optimizer.LearningRate.ShouldBe(0.1 / 16);

        static void Train()
        {
        }

        static double Validate() => -1;
    }
}
