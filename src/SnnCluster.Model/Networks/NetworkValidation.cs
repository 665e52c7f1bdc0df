using System.Globalization;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Model.Networks;

/// <summary>The rules that a network's parts must keep.</summary>
internal static class NetworkValidation
{
    public static void Validate(NetworkDescription network, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(network);
        errors.Above("dt [ms]", network.DtMs, 0);
        if (network.Populations.Count == 0)
        {
            errors.Add("the network has no populations: it needs at least one");
        }

        PartName.Check(network.Populations.Select(population => ((object)population, population.Name)), "population", errors);
        PartName.Check(network.Projections.Select(projection => ((object)projection, projection.Name)), "projection", errors);
        foreach (PopulationDescription population in network.Populations)
        {
            Validate(population, network.DtMs, errors);
        }

        foreach (ProjectionDescription projection in network.Projections)
        {
            Validate(projection, network, errors);
        }

        PartName.Check(network.Modulators.Select(modulator => ((object)modulator, modulator.Name)), "modulator", errors);
        foreach (ModulatorDescription modulator in network.Modulators)
        {
            using ValidationErrors.Subject aboutModulator = errors.About(modulator);
            modulator.Validate(network, errors);
        }

        PartName.Check(network.Inputs.Select(input => ((object)input, input.Name)), "input", errors);
        foreach (InputDescription input in network.Inputs)
        {
            using ValidationErrors.Subject aboutInput = errors.About(input);
            input.Validate(network, errors);
        }

        CheckStimuli(network, errors);
        ElementPool.Validate(network, errors);
        foreach (ReceptorInputDescription input in network.Inputs.OfType<ReceptorInputDescription>().TakeWhile(_ => errors.Messages.Count == 0))
        {
            using ValidationErrors.Subject aboutInput = errors.About(input);
            input.CheckBound(network, errors);
        }

        if (errors.Messages.Count == 0)
        {
            ReceptorInput.Validate(network, errors);
        }
    }

    private static void Validate(PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(population);
        string name = population.Name;
        if (errors.AtLeast($"size of {name}", population.Size, 1))
        {
            errors.Within($"size of {name}", population.Size, 1, PopulationDescription.MostNeurons);
        }

        if (population.Grid is GridGeometry grid && grid.Size != population.Size)
        {
            errors.Add($"{name} has {population.Size} neurons on a grid of {grid.Width}x{grid.Height}: both must agree", nameof(population.Size));
        }

        bool modelHolds = ModelHolds(name, population.Model, dtMs, errors);
        bool hasLayouts = StateLayout.Validate(name, population.Model.ModelType, errors, ofNeurons: true);
        if (hasLayouts)
        {
            if (modelHolds)
            {
                Validate(name, population, dtMs, errors);
            }

            var fields = StateLayout.FieldNames(population.Model.ModelType);
            foreach ((string field, _) in population.Model.InitialState(dtMs).Where(one => one.Value.NeedsGrid))
            {
                errors.Add($"{name} {field} at the start goes by distance: only values of synapses can");
            }

            foreach (string field in population.Model.InitialState(dtMs).Keys)
            {
                if (!fields.Contains(field))
                {
                    errors.Add($"{name} sets the field '{field}': model {population.Model.Name} has {string.Join(", ", fields)}");
                }
            }
        }

        PartName.Check(population.Receptors.Select(receptor => ((object)receptor, receptor.Name)), $"receptor of {name}", errors);
        foreach (ReceptorDescription receptor in population.Receptors)
        {
            using ValidationErrors.Subject aboutReceptor = errors.About(receptor.Model);
            int before = errors.Messages.Count;
            receptor.Model.Validate($"{name} {receptor.Name}", errors);
            if (modelHolds && errors.Messages.Count == before)
            {
                errors.Holds($"{name} {receptor.Name}", population.CreateConstants(receptor, dtMs));
            }

            hasLayouts &= StateLayout.Validate($"{name} {receptor.Name}", receptor.Model.ModelType, errors);
        }

        ValidateElements(name, population, dtMs, errors);
        if (hasLayouts && population.Model.HasFields)
        {
            ValidateInitialState(name, population, errors);
        }
    }

    private static bool ModelHolds(string name, NeuronModelDescription model, double dtMs, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(model);
        int before = errors.Messages.Count;
        model.Validate(name, dtMs, errors);
        bool holds = errors.Messages.Count == before && dtMs > 0;
        if (holds)
        {
            errors.Holds(name, model.CreateConstants(dtMs));
        }

        return holds;
    }

    private static void ValidateElements(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(population.Elements);
        population.Elements?.Validate(name, dtMs, errors);
        if (population.Elements is not null && population.Receptors.Any(receptor => receptor.Name == SynapticElements.Prefix))
        {
            errors.Add($"{name} has a receptor named '{SynapticElements.Prefix}': the state variables of its synaptic elements have that name");
        }
    }

    private static void ValidateInitialState(string name, PopulationDescription population, ValidationErrors errors)
    {
        IReadOnlyList<string> variables = StateVariables.Of(population);
        foreach ((string variable, InitialValue initial) in population.InitialState)
        {
            string what = $"{name} {variable} at the start";
            if (!variables.Contains(variable))
            {
                errors.Add($"{what}: there is no such state variable{NearestName.Hint(variable, variables)}");
            }
            else if (initial.NeedsGrid)
            {
                errors.Add($"{what} goes by distance: only values of synapses can");
            }
            else
            {
                initial.Validate(what, errors);
            }
        }
    }

    private static void CheckStimuli(NetworkDescription network, ValidationErrors errors)
    {
        foreach (var twice in network.Inputs.OfType<Stimulus>().SelectMany(stimulus => stimulus.Fields.Select(field => (stimulus, field)))
            .GroupBy(one => (one.stimulus.Population, one.field)).Where(same => same.Count() > 1))
        {
            errors.Add($"inputs {string.Join(", ", twice.Select(one => one.stimulus.Name))} all set {twice.Key.field} of {twice.Key.Population}: only one can");
        }
    }

    private static void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(population.Model);
        IReadOnlyDictionary<string, NeuronParameter> given = population.Model.Parameters(dtMs);
        IReadOnlyList<string> wanted = StateLayout.ParameterNames(population.Model.ModelType);
        foreach (string parameter in wanted.Except(given.Keys).Concat(given.Keys.Except(wanted)))
        {
            errors.Add($"{name} {(wanted.Contains(parameter) ? "gives no values of" : "gives values of")} the parameter '{parameter}': model "
                + $"{population.Model.Name} has {(wanted.Count == 0 ? "none" : string.Join(", ", wanted))}");
        }

        foreach (NeuronParameter source in given.Values.Select(parameter => parameter.Source).Distinct())
        {
            using ValidationErrors.Subject aboutParameter = errors.About(source);
            source.Validate($"{name} {given.First(one => one.Value.Source == source).Key}", population.Size, errors);
        }

        foreach (IGrouping<string, NeuronParameter.Polynomial> shared in given.Values.Select(parameter => parameter.Source)
            .OfType<NeuronParameter.Polynomial>().Where(one => one.Draw is not null).GroupBy(one => one.Draw!)
            .Where(group => group.Any(one => one.X != group.First().X)))
        {
            errors.Add($"{name} has parameters with the draw '{shared.Key}' of different distributions: one name stands for one draw");
        }
    }

    private static void Validate(ProjectionDescription projection, NetworkDescription network, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(projection);
        string name = projection.Name;
        PopulationDescription? source = network.Populations.FirstOrDefault(p => p.Name == projection.Source);
        PopulationDescription? target = network.Populations.FirstOrDefault(p => p.Name == projection.Target);
        if (source is null || target is null)
        {
            string[] populations = [.. network.Populations.Select(population => population.Name)];
            string unknown = source is null ? projection.Source : projection.Target;
            errors.Add(
                $"{name} goes from '{projection.Source}' to '{projection.Target}': both must be populations of the network"
                    + NearestName.Guess(unknown, populations),
                source is null ? nameof(projection.Source) : nameof(projection.Target));
            return;
        }

        if (target.Receptors.Count == 0 || (projection.Receptor is string wanted && target.Receptors.All(r => r.Name != wanted)))
        {
            errors.Add($"{name} delivers to receptor '{projection.Receptor ?? "(first)"}' of {target.Name}, which has "
                + (target.Receptors.Count == 0 ? "none" : string.Join(", ", target.Receptors.Select(r => r.Name))), nameof(projection.Receptor));
        }

        var context = network.ContextOf(projection);
        Within(projection.Connectivity, () => projection.Connectivity.Validate(name, context, errors));
        Within(projection.Weight, () => projection.Weight.Validate($"{name} weight", errors));
        if (projection.WeightBits is not (32 or Synapses.SixteenBitWeights.Bits))
        {
            errors.Add($"{name} has weights of {projection.WeightBits} bits: must be 32 or 16", nameof(projection.WeightBits));
        }

        IEnumerable<(string What, InitialValue? Value)> values =
        [
            ("weight", projection.Weight),
            ("dendritic delay", projection.DendriticDelayMs),
            .. projection.Synapse.InitialState.Select(one => (one.Key, (InitialValue?)one.Value)),
        ];
        foreach ((string what, _) in values.Where(one => one.Value?.NeedsGrid == true && context.Grid is null))
        {
            errors.Add($"{name} {what} goes by distance: source and target need the same grid");
        }

        RuleTypes.Validate(projection, network, errors);
        errors.Steps($"delay of {name}", projection.DelayMs, network.DtMs, atLeast: 1);
        errors.Steps($"back-propagation delay of {name}", projection.BackPropagationDelayMs, network.DtMs, atLeast: 0);
        if (projection.DendriticDelayMs is InitialValue dendritic)
        {
            Within(dendritic, () => dendritic.Validate($"{name} dendritic delay [ms]", errors));
            if (!(dendritic.Least >= 0) || StepCount.Of(dendritic.Bound, network.DtMs) > ProjectionDescription.MostDendriticSteps)
            {
                string given = dendritic is InitialValue.Constant constant
                    ? $"is {ValidationErrors.Text(constant.Value)} ms"
                    : $"is {dendritic.GetType().Name}, from {ValidationErrors.Text(dendritic.Least)} ms on and up to {ValidationErrors.Text(dendritic.Bound)} ms in size";
                errors.Add($"{name} dendritic delay {given}: must be within 0 to {ProjectionDescription.MostDendriticSteps} steps of dt {ValidationErrors.Text(network.DtMs)} ms", nameof(projection.DendriticDelayMs));
            }
        }

        if (projection.Connectivity.DelayRangeMs is var (least, most)
            && (StepCount.Of(least, network.DtMs) < StepCount.Of(projection.DelayMs, network.DtMs)
                || StepCount.Of(most - projection.DelayMs, network.DtMs) > ProjectionDescription.MostDendriticSteps))
        {
            errors.Add($"{name} connectivity has delays from {ValidationErrors.Text(least)} to {ValidationErrors.Text(most)} ms: must be from "
                + $"{ValidationErrors.Text(projection.DelayMs)} ms, the axonal delay of the projection, to {ProjectionDescription.MostDendriticSteps} steps more");
        }

        if (projection.Rewiring is RewiringDescription rewiring)
        {
            using ValidationErrors.Subject aboutRewiring = errors.About(rewiring);
            RuleTypes.Validate(name, rewiring, StateVariables.Of(network, network.IndexOfPopulation(projection.Target)), errors);
            errors.Steps($"rewiring interval of {name}", rewiring.IntervalMs, network.DtMs, atLeast: 1);
            bool byElements = rewiring.Candidates is CandidateSource.FreeElements;
            if (rewiring.NeedsGrid && byElements && (source.Grid is null || target.Grid is null))
            {
                errors.Add($"{name} rewires by distance: source and target need grids");
            }
            else if (rewiring.NeedsGrid && !byElements && context.Grid is null)
            {
                errors.Add($"{name} rewires by distance: source and target need the same grid");
            }

            if (projection.Connectivity.MakesMultapses && !byElements)
            {
                errors.Add($"{name} is rewired and starts with multapses: rewired projections hold at most one synapse a pair");
            }

            if (rewiring.Candidates is CandidateSource.Vacancies vacancies)
            {
                errors.AtLeast($"{name} in-degree to fill up to", vacancies.InDegree, 0);
            }
            else if (rewiring.Candidates is CandidateSource.RandomPairs pairs)
            {
                errors.Within(
                    $"{name} attempts per update", pairs.AttemptsPerUpdate, 0, CandidateSource.RandomPairs.MostAttempts);
            }
        }

        if (errors.Messages.Count == 0 && projection is { WeightBits: Synapses.SixteenBitWeights.Bits, Changes: true })
        {
            errors.Add($"{name} has weights of 16 bits: must be of 32 where synapses change", nameof(projection.WeightBits));
        }

        if (errors.Messages.Count == 0)
        {
            ConductanceFits(projection, target, network.DtMs, errors);
        }

        void Within(object part, Action validate)
        {
            using ValidationErrors.Subject aboutPart = errors.About(part);
            validate();
        }
    }

    private static void ConductanceFits(
        ProjectionDescription projection, PopulationDescription target, double dtMs, ValidationErrors errors)
    {
        ReceptorDescription? receptor = target.Receptors.FirstOrDefault(r => r.Name == (projection.Receptor ?? r.Name));
        double largest = target.Model.LargestConductance(dtMs);
        if (receptor is { Model.IsConductance: true } && projection.DeliveredBound > largest)
        {
            errors.Add($"{projection.Name} delivers up to {ValidationErrors.Text(projection.DeliveredBound)}: must be at most "
                + $"{largest.ToString("G4", CultureInfo.InvariantCulture)}, the largest conductance that {target.Name} bears at "
                + $"dt {ValidationErrors.Text(dtMs)} ms");
        }
    }
}

/// <summary>The state variables of a model's struct: its fields, all of the lane's type, in order.</summary>
public static class StateLayout
{
    /// <summary>Names of the fields of an open generic model type that are state, in the order of memory.</summary>
    public static IReadOnlyList<string> FieldNames(Type modelType) =>
        [.. Fields(modelType).Where(field => !IsParameter(field)).Select(field => field.Name)];

    /// <summary>Names of the fields that hold parameters of each neuron, which follow those that are state.</summary>
    public static IReadOnlyList<string> ParameterNames(Type modelType) =>
        [.. Fields(modelType).Where(IsParameter).Select(field => field.Name)];

    /// <summary>Adds an error where a model type is not a generic struct with fields of its lane type alone.</summary>
    /// <returns>Whether the type was accepted.</returns>
    /// <param name="name">What messages call it.</param>
    /// <param name="modelType">The type.</param>
    /// <param name="errors">Takes them.</param>
    /// <param name="ofNeurons">Whether it is a neuron model, which may have parameters of each neuron.</param>
    public static bool Validate(string name, Type modelType, ValidationErrors errors, bool ofNeurons = false)
    {
        if (!modelType.IsGenericTypeDefinition || !modelType.IsValueType || modelType.GetGenericArguments().Length != 1)
        {
            errors.Add($"{name} has the model type {modelType.Name}: must be an open generic struct with one type parameter");
            return false;
        }

        var fields = Fields(modelType);
        int state = fields.Count(field => !IsParameter(field));
        if (state == 0 || fields.Any(field => field.FieldType != typeof(ScalarLane)))
        {
            errors.Add($"{name} has the model type {modelType.Name}: it needs at least one field that is state, and all of its lane's type");
            return false;
        }

        if (state < fields.Length && !ofNeurons)
        {
            errors.Add($"{name} has the model type {modelType.Name}: only neuron models can have fields that hold parameters of each neuron");
            return false;
        }

        if (fields.Take(state).Any(IsParameter))
        {
            errors.Add($"{name} has the model type {modelType.Name}: fields that hold parameters of each neuron must come after those that are state");
            return false;
        }

        return true;
    }

    private static bool IsParameter(System.Reflection.FieldInfo field) => field.IsDefined(typeof(PerNeuronAttribute), inherit: false);

    private static System.Reflection.FieldInfo[] Fields(Type modelType) =>
        [.. modelType.MakeGenericType(typeof(ScalarLane))
            .GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public
                | System.Reflection.BindingFlags.NonPublic)
            .OrderBy(field => field.MetadataToken)];
}
