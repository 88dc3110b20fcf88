using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace PhysicsInformed;

/// <summary>
/// A small network that is to be the solution of a differential equation (Raissi, Perdikaris and Karniadakis, 2019): nobody tells it any
/// value but those at the ends. Its loss says how far it is from satisfying the equation.
/// </summary>
internal sealed class Solver
{
    private const int Units = 16;

    // The ends weigh about as much as the equation, whose numbers reach π².
    private const double EndWeight = 10;

    private readonly Sequential _model = new Sequential(
        new Linear(1, Units), new Tanh(), new Linear(Units, Units), new Tanh(), new Linear(Units, 1)).To(DType.Float64);

    private readonly Lbfgs _optimizer;
    private readonly Tensor _places, _source, _ends = Poisson.Places(2);

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="places">At how many places the equation is to be satisfied.</param>
    /// <param name="seed">The seed of the weights.</param>
    internal Solver(int places, ulong seed)
    {
        _model.Initialize(seed);
        _optimizer = new Lbfgs(_model.Parameters(), history: 200);
        _places = Poisson.Places(places);
        _source = Poisson.Source(_places);
    }

    /// <summary>How many weights it has.</summary>
    internal long WeightCount => _model.ParameterCount;

    /// <summary>
    /// A step of L-BFGS with each that is asked for, after those made before, until no smaller loss is found.
    /// </summary>
    /// <param name="most">How many steps there are at most.</param>
    /// <param name="session">Where the training is kept, and whether it is to stop.</param>
    internal IEnumerable<Progress> Steps(int most, Session session)
    {
        var done = new Series(columns: 2);
        KeptLoop kept = session.Keep("solver", _model, ("optimizer", _optimizer), ("done", done));
        int evaluations = 0;
        for (int step = 0; step < most && (step < done.Count || !_optimizer.HasConverged); step++)
        {
            if (step == done.Count)
            {
                double loss = _optimizer.Step(Loss);
                done.Add(loss, _optimizer.Evaluations);
                session.Stepped();
                kept.Passed();
            }

            evaluations += (int)done[step][1];
            yield return new(step + 1, evaluations, done[step][0]);
        }

        kept.Save();
    }

    /// <summary>What the network takes the solution to be at some places.</summary>
    internal double[] Answer(Tensor places)
    {
        using var scope = new TensorScope();
        return _model.Forward(places).ToArray<double>();
    }

    /// <summary>How far the network is from the solution, at the worst of some places.</summary>
    internal double LargestError(int count)
    {
        Tensor places = Poisson.Places(count);
        return places.ToArray<double>().Zip(Answer(places), (x, answer) => Math.Abs(answer - Poisson.Solution(x))).Max();
    }

    /// <summary>The mean squared error of the equation, and of the two ends.</summary>
    private Tensor Loss(Tape tape)
    {
        tape.Watch(_places);
        Tensor u = _model.Forward(_places);
        Tensor slope = tape.Gradient(u.Sum(), [_places], createGraph: true)[0];
        Tensor curvature = tape.Gradient(slope.Sum(), [_places], createGraph: true)[0];
        Tensor ends = _model.Forward(_ends);
        return curvature.MseLoss(_source) + (EndWeight * ends.Square().Mean());
    }
}
