using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

public sealed class EnsembleTests
{
    private static readonly Tensor s_inputs = OpSamples.Spread([7, 4], DType.Float32);

    [TestCase(1)]
    [TestCase(2)]
    public void A_member_has_the_bits_of_a_network_trained_alone(int threads)
    {
        using var limit = new ThreadLimit(threads);
        Ensemble ensemble = Ensemble.Train(4, seed: 11, SmallTraining.Classifier);

        for (int i = 0; i < 4; i++)
        {
            SideBySideLaw.Bits(ensemble.Members[i]).ShouldBe(SideBySideLaw.Bits(SmallTraining.Classifier(11 + (ulong)i)));
        }

        ensemble.Training!.Select(row => row.Option).ShouldBe([11ul, 12, 13, 14]);
    }

    // Its path is another in the ensemble, and what is as it was drawn would be drawn anew by that.
    [Test]
    public void What_training_has_left_as_it_was_drawn_stays_so()
    {
        static Sequential Frozen(ulong seed)
        {
            Sequential model = new Sequential(new Linear(4, 3), new Dropout(), new Linear(3, 1)).Initialize(seed);
            model[0].Freeze();
            model[2].LoadState(new Dictionary<string, Tensor> { ["bias"] = Tensor.Ones([1]) }, strict: false);
            return model;
        }

        Ensemble ensemble = Ensemble.Train(2, Frozen);
        SideBySideLaw.Bits(ensemble.Members[0]).ShouldBe(SideBySideLaw.Bits(Frozen(1)));
        SideBySideLaw.Bits(ensemble.Members[1]).ShouldBe(SideBySideLaw.Bits(Frozen(2)));

        // A list of modules does draw anew: the test can fail.
        SideBySideLaw.Bits(new ModuleList<Sequential>(Frozen(1))[0]).ShouldNotBe(SideBySideLaw.Bits(Frozen(1)));
    }

    [Test]
    public void Numbers_are_answered_by_their_mean_and_how_far_they_are_apart()
    {
        Layer[] members = [Constant(1), Constant(2), Constant(6)];
        EnsemblePrediction answer = new Ensemble(members).Predict(s_inputs, batchSize: 3);

        answer.Members.Shape.ToString().ShouldBe("[3, 7, 1]");
        answer.Mean.Shape.ToString().ShouldBe("[7, 1]");
        answer.Mean.ToArray<float>().ShouldAllBe(mean => mean == 3);
        answer.Spread.Shape.ToString().ShouldBe("[7, 1]");
        answer.Spread.ToArray<float>().ShouldAllBe(spread => Math.Abs(spread - Math.Sqrt(14 / 3.0)) < 1e-6);
        new Ensemble(Constant(1)).Predict(s_inputs).Spread.ToArray<float>().ShouldAllBe(spread => spread == 0);
        answer.ToString().ShouldBe("EnsemblePrediction(3 members, Float32 [7, 1])");
    }

    [Test]
    public void Classes_are_answered_by_the_mean_of_probabilities_not_of_logits()
    {
        Layer[] members = [Constant(0, Math.Log(3)), Constant(Math.Log(9), 0)];
        EnsemblePrediction answer = new Ensemble(members).PredictProbabilities(s_inputs);

        answer.Mean.Shape.ToString().ShouldBe("[7, 2]");
        float[] mean = answer.Mean.ToArray<float>();
        mean[0].ShouldBe((0.25f + 0.9f) / 2, 1e-6f);
        mean[1].ShouldBe((0.75f + 0.1f) / 2, 1e-6f);
        answer.Spread.ToArray<float>()[0].ShouldBe((0.9f - 0.25f) / 2, 1e-6f);
    }

    [Test]
    public void A_single_logit_is_of_the_second_of_two_classes()
    {
        Tensor column = new Ensemble(Constant(0), Constant(Math.Log(4))).PredictProbabilities(s_inputs).Mean,
            row = new Ensemble(new Sequential(Constant(0), new Lambda(x => x.Reshape(-1)))).PredictProbabilities(s_inputs).Mean;

        column.Shape.ToString().ShouldBe("[7, 1]");
        column.ToArray<float>()[0].ShouldBe(0.65f, 1e-6f);
        row.Shape.ToString().ShouldBe("[7]");
        row.ToArray<float>()[0].ShouldBe(0.5f, 1e-6f);
        ArgumentException error = Should.Throw<ArgumentException>(() =>
            new Ensemble(new Lambda(x => x.Reshape(7, 2, 2))).PredictProbabilities(s_inputs));
        error.Message.ShouldContain("PredictProbabilities: a member answers [7, 2, 2]; expected logits, [samples, classes]");
    }

    [Test]
    public void Answers_are_those_of_members_in_use_and_belong_to_the_caller()
    {
        Ensemble ensemble = Ensemble.Train(2, SmallTraining.Classifier);
        EnsemblePrediction answer;
        using (new TensorScope())
        using (var tape = new Tape())
        {
            answer = ensemble.Predict(s_inputs);
            _ = answer.Mean;
        }

        Sequential alone = SmallTraining.Classifier(2);
        alone.Eval();
        answer.Members[1].ToArray<float>().ShouldBe(alone.Forward(s_inputs).ToArray<float>());
        answer.Mean.Shape.ToString().ShouldBe("[7, 2]");
        answer.Spread.Shape.ToString().ShouldBe("[7, 2]");
        ensemble.Members.ShouldAllBe(member => member.IsTraining);
    }

    [Test]
    public void It_is_saved_and_loaded_as_any_module()
    {
        Ensemble ensemble = Ensemble.Train(2, SmallTraining.Classifier),
            other = new(SmallTraining.Classifier(7), SmallTraining.Classifier(8));
        IReadOnlyDictionary<string, Tensor> state = ensemble.StateDict();
        state.Keys.ShouldContain("members.1.0.weight");
        other.LoadState(state);

        SideBySideLaw.Bits(other.Members[1]).ShouldNotBeEmpty();
        other.Predict(s_inputs).Mean.ToArray<float>().ShouldBe(ensemble.Predict(s_inputs).Mean.ToArray<float>());
    }

    [Test]
    public void A_member_that_fails_is_left_out_and_said()
    {
        Ensemble ensemble = Ensemble.Train(3, seed => seed == 2 ? throw new InvalidTimeZoneException("no zone") : Constant(seed));

        ensemble.Members.Count.ShouldBe(2);
        ensemble.Predict(s_inputs).Mean.ToArray<float>()[0].ShouldBe(2);
        ensemble.Training![1].Error.ShouldBeOfType<InvalidTimeZoneException>();
        ensemble.ToString().ShouldStartWith("Ensemble, 2 of 3 trained\n");
        Ensemble.Train(1, seed => Constant(1)).ToString().ShouldStartWith("Ensemble\n");
    }

    [Test]
    public void Where_every_member_fails_the_first_error_comes_out()
    {
        InvalidOperationException error = Should.Throw<InvalidOperationException>(() =>
            Ensemble.Train(3, seed => throw new InvalidTimeZoneException($"no zone {seed}")));
        error.Message.ShouldBe("Ensemble: no member could be trained. The first failed: no zone 1");
        error.InnerException.ShouldBeOfType<InvalidTimeZoneException>();
        Should.Throw<InvalidOperationException>(() => Ensemble.Train(1, _ => null!)).Message.ShouldContain("train returned null");
    }

    [Test]
    public void Cancelling_brings_back_the_members_that_are_done()
    {
        using var limit = new ThreadLimit(1);
        using var cancellation = new CancellationTokenSource();
        Layer Train(ulong seed)
        {
            if (seed == 3)
            {
                cancellation.Cancel();
            }

            return Constant(seed);
        }

        Ensemble some = Ensemble.Train(5, Train, cancellationToken: cancellation.Token);
        some.Members.Count.ShouldBe(2);
        some.Training!.IsCancelled.ShouldBeTrue();

        Ensemble none = Ensemble.Train(5, Train, cancellationToken: cancellation.Token);
        none.Members.ShouldBeEmpty();
        Should.Throw<InvalidOperationException>(() => none.Predict(s_inputs)).Message
            .ShouldContain("there are no members, for training was cancelled before one was done");
    }

    [Test]
    public void A_sweep_of_ensembles_ends_and_has_the_bits_of_each_alone()
    {
        SweepResult<ulong, byte[]> table = Sweep.Run<ulong, byte[]>(
            [1, 5, 9], seed => SideBySideLaw.Bits(Ensemble.Train(2, seed, SmallTraining.Classifier)));

        table.Results.ShouldBe(new ulong[] { 1, 5, 9 }.Select(seed =>
            SideBySideLaw.Bits(Ensemble.Train(2, seed, SmallTraining.Classifier))));
    }

    [Test]
    public void Bad_members_are_refused()
    {
        Linear one = Constant(1);
        Should.Throw<ArgumentException>(() => new Ensemble()).Message.ShouldStartWith("Ensemble: there are no members");
        Should.Throw<ArgumentException>(() => new Ensemble(one, one)).Message.ShouldStartWith("Ensemble: one network is there twice");
        Should.Throw<ArgumentException>(() => Ensemble.Train(2, _ => one)).Message.ShouldContain("make a new network for every seed");
        Should.Throw<ArgumentNullException>(() => new Ensemble(one, null!)).Message.ShouldStartWith("Ensemble: the module at 1 is null");
        Should.Throw<ArgumentOutOfRangeException>(() => Ensemble.Train(0, _ => one)).Message
            .ShouldStartWith("Ensemble: count is 0; expected 1 or more");
        Should.Throw<ArgumentNullException>(() => Ensemble.Train(1, null!));
    }

    private static Linear Constant(params double[] values)
    {
        var linear = new Linear(4, values.Length);
        linear.LoadState(new Dictionary<string, Tensor>
        {
            ["weight"] = Tensor.Zeros([values.Length, 4]),
            ["bias"] = Tensor.From(Array.ConvertAll(values, value => (float)value)),
        });
        return linear;
    }
}
