using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Networks that were trained alike from different seeds and answer together: better than each of them, and aware of what they do not know,
/// for where data were scarce they disagree (Lakshminarayanan, Pritzel and Blundell, "Simple and Scalable Predictive Uncertainty Estimation
/// using Deep Ensembles", 2017). The members are its parts, so that it is saved and loaded like any other module.
/// </summary>
/// <example><code>
/// Ensemble ensemble = Ensemble.Train(5, seed => Train(seed));
/// EnsemblePrediction answer = ensemble.PredictProbabilities(test.Inputs);
/// </code></example>
public sealed class Ensemble : Module
{
    /// <summary>An ensemble of networks that are there, such as untrained ones whose state is loaded next.</summary>
    /// <param name="members">The networks, at least one. What they hold is not drawn anew.</param>
    /// <exception cref="ArgumentException">There is none, or one is there twice.</exception>
    /// <exception cref="ArgumentNullException">A network is null.</exception>
    public Ensemble(params ReadOnlySpan<Layer> members)
        : this(members, null)
    {
        if (members.IsEmpty)
        {
            throw new ArgumentException("Ensemble: there are no members; expected one or more.", nameof(members));
        }
    }

    private Ensemble(ReadOnlySpan<Layer> members, SweepResult<ulong, Layer>? training)
    {
        Positions.ExpectAll(members, nameof(Ensemble), nameof(members));
        Training = training;
        Members = new();
        foreach (Layer member in members)
        {
            if (Members.Contains(member))
            {
                throw new ArgumentException(
                    "Ensemble: one network is there twice; expected different ones. Does train make a new network for every seed?",
                    nameof(members));
            }

            // Its path is another now, and what was never changed, as a frozen layer, would be drawn anew by it.
            IReadOnlyDictionary<string, Tensor> state = member.StateDict(withRandomStreams: true);
            Members.Add(member);
            member.LoadState(state);
        }
    }

    /// <summary>The networks.</summary>
    public ModuleList<Layer> Members { get; private init => field = Register(value); }

    /// <summary>How training went, a row a seed; null where the ensemble was not made by <c>Train</c>.</summary>
    public SweepResult<ulong, Layer>? Training { get; }

    /// <summary>
    /// Trains networks from different seeds side by side, as <see cref="Sweep"/> does: each has the bits it has when it is trained alone. A
    /// member that fails is left out, and so is one that was still in training when all was cancelled; <see cref="Training"/> tells.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of the first; each has the next one.</param>
    /// <param name="train">
    /// Makes a network from a seed and trains it, on a thread that is not the caller's. The seed should decide its first weights
    /// (<see cref="ModuleExtensions.Initialize"/>) and the order of the samples.
    /// </param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception: the members that are done come back, or none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    /// <exception cref="ArgumentException"><paramref name="train"/> returned one network for several seeds.</exception>
    /// <exception cref="InvalidOperationException">Every member failed, for the reason inside.</exception>
    public static Ensemble Train(int count, ulong seed, Func<ulong, Layer> train,
        IProgress<SweepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ulong[] seeds = new ulong[Expect.AtLeast(1, count, nameof(Ensemble))];
        for (int i = 0; i < seeds.Length; i++)
        {
            seeds[i] = unchecked(seed + (ulong)i);
        }

        SweepResult<ulong, Layer> training = Sweep.Run(
            seeds, each => train(each) ?? throw new InvalidOperationException("Ensemble: train returned null; expected a network."),
            progress, cancellationToken);
        Layer[] members = [.. training.Results];
        return members.Length > 0 || training.IsCancelled ? new(members, training) : throw new InvalidOperationException(
            $"Ensemble: no member could be trained. The first failed: {training[0].Error!.Message}", training[0].Error);
    }

    /// <summary>The same from the seeds 1, 2 and so on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="train">Makes a network from a seed and trains it, on a thread that is not the caller's.</param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception: the members that are done come back, or none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    /// <exception cref="ArgumentException"><paramref name="train"/> returned one network for several seeds.</exception>
    /// <exception cref="InvalidOperationException">Every member failed, for the reason inside.</exception>
    public static Ensemble Train(int count, Func<ulong, Layer> train,
        IProgress<SweepProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Train(count, 1, train, progress, cancellationToken);

    /// <summary>
    /// What the members answer, in use and as it is: for regressions. The mean is the answer, the spread how little they agree. Where they
    /// answer with logits see <see cref="PredictProbabilities"/>.
    /// </summary>
    /// <param name="inputs">The inputs; the first axis counts the samples.</param>
    /// <param name="batchSize">How many samples a member gets at a time.</param>
    /// <exception cref="ArgumentException">There is no sample, or their shape does not fit the members.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">There are no members, for training was cancelled.</exception>
    public EnsemblePrediction Predict(Tensor inputs, int batchSize = 256) => Predict(inputs, batchSize, answer => answer);

    /// <summary>
    /// The probabilities of classes by members that answer with logits, as cross entropy takes them: the mean of the members'
    /// probabilities, not of their logits, is the ensemble's. Logits [samples, classes] go through a softmax; of a single one, [samples]
    /// or [samples, 1], the sigmoid is the probability of the second of two classes.
    /// </summary>
    /// <param name="inputs">The inputs; the first axis counts the samples.</param>
    /// <param name="batchSize">How many samples a member gets at a time.</param>
    /// <exception cref="ArgumentException">
    /// There is no sample, their shape does not fit the members, or these answer with something else than logits.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">There are no members, for training was cancelled.</exception>
    public EnsemblePrediction PredictProbabilities(Tensor inputs, int batchSize = 256) => Predict(inputs, batchSize, answer =>
        answer.Rank == 1 || (answer.Rank == 2 && answer.Shape[1] == 1) ? answer.Sigmoid()
            : answer.Rank == 2 ? answer.Softmax(1)
            : throw new ArgumentException(
                $"PredictProbabilities: a member answers {answer.Shape}; expected logits, [samples, classes], [samples, 1] or [samples]. " +
                "Take Predict(...).Members and make probabilities of them.", nameof(inputs)));

    /// <inheritdoc/>
    protected override string Describe() => Training is { } training && Members.Count < training.Count
        ? FormattableString.Invariant($"Ensemble, {Members.Count} of {training.Count} trained") : nameof(Ensemble);

    private EnsemblePrediction Predict(Tensor inputs, int batchSize, Func<Tensor, Tensor> of) => Enter(() =>
    {
        if (Members.Count == 0)
        {
            throw new InvalidOperationException("Ensemble: there are no members, for training was cancelled before one was done.");
        }

        Tensor[] answers = new Tensor[Members.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = Members[i].Predict(inputs, batchSize);
        }

        return new EnsemblePrediction(Elements.Apart(() => Tensor.Stack(Array.ConvertAll(answers, answer => of(answer)))));
    });
}
