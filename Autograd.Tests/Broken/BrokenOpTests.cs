using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Broken;

/// <summary>A law that nothing can break says nothing: each rejects the ops it is for, by name, and accepts their sound twin.</summary>
public sealed class BrokenOpTests
{
    private static readonly (Law Law, Defect[] Defects)[] s_rejections =
    [
        (new OracleLaw(), [Defect.WrongValue, Defect.WrongAtOneElement, Defect.NoOracle]),
        (new Float32Law(), [Defect.RoughInFloat32]),
        (new FirstDerivativeLaw(), [Defect.WrongGradient, Defect.WrongGradientOfSecondInput, Defect.BroadcastGradientMisplaced,
            Defect.KinkEverywhere, Defect.NoSamples]),
        (new SecondDerivativeLaw(), [Defect.WrongSecondDerivative, Defect.NoSecondDerivative, Defect.KinkEverywhere, Defect.NoSamples]),
        (new FusedLaw(), [Defect.FusedDiffersFromRecorded, Defect.SlopeMisstated]),
        (new LinearityLaw(), [Defect.PullbackNotLinear]),
        (new BroadcastLaw(), [Defect.BroadcastGradientMisplaced, Defect.BroadcastResultTooBig, Defect.NoBroadcastSample]),
        (new ScalarAndEmptyLaw(), [Defect.ScalarBecomesVector, Defect.NoEmptySample]),
        (new SameTensorTwiceLaw(), [Defect.SecondUseForgotten]),
        (new CoefficientLaw(), [Defect.CoefficientLost]),
        (new AliasingLaw(), [Defect.ClaimsGradOfLeaf]),
        (new ZeroUpstreamLaw(), [Defect.SteepWhereNothingDepends]),
        (new DerivativeLimitLaw(), [Defect.LimitMissed]),
        (new LeftOutRowLaw(), [Defect.SteepWhereNothingDepends]),
        (new SelectedCompositeLaw(), [Defect.SteepWhereNothingDepends]),
        (new InputsUnchangedLaw(), [Defect.InputChanged, Defect.UpstreamChanged]),
        (new SpecialValuesLaw(), [Defect.NaNSwallowed, Defect.SignOfInfinityLost, Defect.SubnormalFlushed]),
        (new ErrorsLaw(), [Defect.NoErrors, Defect.WrongMessage, Defect.WrongException, Defect.NothingRefused]),
        (new DeterminismLaw(), [Defect.Nondeterministic]),
        (new ThreadsLaw(), [Defect.DependsOnThreads, Defect.NothingToRepeat]),
        (new ReductionLaw(), [Defect.SumIsNoSum, Defect.SumGradientNotThatOfNone, Defect.MeanGradientNotDivided]),
        (new LongSumLaw(), [Defect.TotalLosesDigits, Defect.BroadcastGradientLosesDigits]),
        (new EvidenceLaw(), [Defect.NoSamples, Defect.NoLargeSample, Defect.NoFormula, Defect.UnknownAttribute]),
        (new AttributesLaw(), [Defect.AttributesNotTold, Defect.AttributeMistold, Defect.DefaultNotTheMethods,
            Defect.AttributeNotTheMethods]),
        (new AccuracyLaw(), [Defect.CancelsInFloat32]),
        (new ScaleEquivarianceLaw(), [Defect.NoFacts, Defect.EquivarianceOverstated, Defect.EquivarianceUnstated]),
        (new SymmetryLaw(), [Defect.SymmetryOverstated, Defect.SymmetryUnstated]),
        (new FuzzLaw(),
            [
                Defect.ThrowsOnOddSizes, Defect.InputChanged, Defect.ReadsBeyondView, Defect.WritesBeyondView, Defect.RefusesWithoutName,
                Defect.TakesMemory, Defect.Nondeterministic, Defect.DependsOnThreads,
            ]),
        (FuzzLaw.Impatient, [Defect.NeverEnds]),
        (new CultureLaw(), [Defect.MessageOfThePlace]),
        (new IdempotenceLaw(), [Defect.IdempotenceOverstated, Defect.IdempotenceUnstated]),
    ];

    public static IEnumerable<TestCaseData> Rejections => s_rejections.SelectMany(row => row.Defects.Select(defect =>
        new TestCaseData(row.Law, defect).SetArgDisplayNames(row.Law.GetType().Name, $"{defect}")));

    public static IEnumerable<TestCaseData> Laws =>
        s_rejections.Where(row => row.Law != FuzzLaw.Impatient)
            .Select(row => new TestCaseData(row.Law).SetArgDisplayNames(row.Law.GetType().Name));

    [TestCaseSource(nameof(Rejections))]
    public void The_law_rejects_the_broken_op_and_names_it(Law law, Defect defect)
    {
        OpDefinition broken = defect == Defect.BroadcastGradientLosesDigits ? LongSumSpecimen.Definition
            : defect >= Defect.SumIsNoSum ? LossSpecimen.With(defect)
            : defect >= Defect.CancelsInFloat32 ? ActivationSpecimen.With(defect)
            : Specimen.With(defect);
        IReadOnlyList<string> violations = law.Violations(broken);
        violations.ShouldNotBeEmpty();
        violations.ShouldAllBe(violation => violation.StartsWith(broken.Name, StringComparison.Ordinal));
    }

    [TestCaseSource(nameof(Laws))]
    public void The_law_accepts_the_sound_twin(Law law)
    {
        law.Violations(Specimen.With(Defect.None)).ShouldBeEmpty();
        law.Violations(ActivationSpecimen.With(Defect.None)).ShouldBeEmpty();
        law.Violations(LossSpecimen.With(Defect.None)).ShouldBeEmpty();
    }

    [Test]
    public void Every_law_and_every_defect_has_its_row()
    {
        Type[] laws = [.. typeof(Law).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Law)))];
        s_rejections.Select(row => row.Law.GetType()).Distinct().ShouldBe(laws, ignoreOrder: true);
        s_rejections.SelectMany(row => row.Defects).Append(Defect.None).Distinct().ShouldBe(Enum.GetValues<Defect>(), ignoreOrder: true);
    }
}
