using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>A sampler with one mistake each: the law of samplers that forbids it rejects it, and accepts the one without.</summary>
public sealed class BrokenSamplerLawTests
{
    private enum Mistake
    {
        None,
        SeedIgnored,
        SeedOfTheClock,
        StateForgetsThePlace,
        CopySharesThePlace,
        CopyStartsAnew,
        StateAhead,
    }

    [Test]
    public void Without_a_mistake_all_laws_hold() => All(Mistake.None);

    [TestCase(nameof(Mistake.SeedIgnored))]
    [TestCase(nameof(Mistake.SeedOfTheClock))]
    public void A_seed_that_does_not_determine(string mistake) =>
        Rejected(() => SamplerLawTests.SeedDetermines(Make(Enum.Parse<Mistake>(mistake)), isRandom: true));

    [Test]
    public void A_state_that_forgets_the_place() =>
        Rejected(() => SamplerLawTests.Resumes(Make(Mistake.StateForgetsThePlace), stopAfter: 2));

    [TestCase(nameof(Mistake.CopySharesThePlace))]
    [TestCase(nameof(Mistake.CopyStartsAnew))]
    public void A_copy_that_is_none(string mistake) =>
        Rejected(() => SamplerLawTests.CopyIsFaithful(Make(Enum.Parse<Mistake>(mistake)), stopAfter: 2));

    [Test]
    public void A_sampler_whose_copy_gives_other_batches_is_noticed_when_they_are_assembled_ahead()
    {
        var loader = new DataLoader(SamplerLawTests.Data, Moved(Mistake.CopyStartsAnew)) { Ahead = 2 };
        Should.Throw<InvalidOperationException>(() => loader.Count()).Message.ShouldContain("its Copy gives other batches");
    }

    [Test]
    public void A_state_that_is_ahead_of_the_loop() =>
        Rejected(() => SamplerLawTests.AheadIsTheSame(Make(Mistake.StateAhead), ahead: 2));

    private static BatchSampler Moved(Mistake mistake)
    {
        BatchSampler sampler = Make(mistake)(1);
        SamplerLawTests.Draw(sampler, 2);
        return sampler;
    }

    private static void All(Mistake mistake)
    {
        SamplerLawTests.SeedDetermines(Make(mistake), isRandom: true);
        SamplerLawTests.Resumes(Make(mistake), stopAfter: 2);
        SamplerLawTests.CopyIsFaithful(Make(mistake), stopAfter: 2);
        SamplerLawTests.AheadIsTheSame(Make(mistake), ahead: 2);
    }

    private static Func<ulong, BatchSampler> Make(Mistake mistake) => seed => new Sampler(new RandomBatchSampler(23, 4, seed), mistake);

    private static void Rejected(Action law) => Should.Throw<ShouldAssertException>(law);

    // Derives from the base class as a user's own would, from outside of the library.
    private sealed class Sampler(BatchSampler inner, Mistake mistake) : BatchSampler
    {
        private static ulong s_clock = 100;

        private readonly BatchSampler _inner = mistake switch
        {
            Mistake.SeedIgnored => new RandomBatchSampler(23, 4, 1),
            Mistake.SeedOfTheClock => new RandomBatchSampler(23, 4, s_clock++),
            _ => inner,
        };

        private int _asked;

        public override int BatchCount => _inner.BatchCount;

        public override long SampleCount => _inner.SampleCount;

        public override IEnumerator<long[]> GetEnumerator() => _inner.GetEnumerator();

        public override IReadOnlyDictionary<string, Tensor> StateDict()
        {
            Dictionary<string, Tensor> state = new(_inner.StateDict());
            if (mistake == Mistake.StateForgetsThePlace)
            {
                state["position"] = Tensor.From([0L]);
            }

            if (mistake == Mistake.StateAhead)
            {
                state["position"] = Tensor.From([(long)_asked++]);
            }

            return state;
        }

        public override void LoadState(IReadOnlyDictionary<string, Tensor> state) => _inner.LoadState(state);

        public override BatchSampler Copy() => mistake switch
        {
            Mistake.CopySharesThePlace => this,
            Mistake.CopyStartsAnew => new Sampler(new RandomBatchSampler(23, 4, 3), Mistake.None),
            _ => new Sampler(_inner.Copy(), Mistake.None),
        };
    }
}
